// The SQLite file of Optuna's RDBStorage, schema version 12 (Alembic v3.2.0.a, Optuna 3.2 to 5): its words and its value
// encodings. What they mean for a study of ours is decided in engine/report/exchange.
//
// Schema and encodings were taken from files that Optuna 4.9.0 and 5.0.0.dev made.

export type OptunaState = 'RUNNING' | 'COMPLETE' | 'PRUNED' | 'FAIL' | 'WAITING';
export type OptunaDirection = 'NOT_SET' | 'MINIMIZE' | 'MAXIMIZE';

/** A value as JSON holds it; numbers may be NaN or infinite, which Python's JSON allows. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type Attributes = Readonly<Record<string, JsonValue>>;

export type OptunaDistribution =
  | {
      readonly kind: 'float';
      readonly low: number;
      readonly high: number;
      readonly step: number | null;
      readonly log: boolean;
    }
  | {
      readonly kind: 'int';
      readonly low: number;
      readonly high: number;
      readonly step: number;
      readonly log: boolean;
    }
  | { readonly kind: 'categorical'; readonly choices: readonly JsonValue[] };

export interface OptunaStudy {
  readonly id: number;
  readonly name: string;
  readonly directions: readonly OptunaDirection[];
  readonly userAttributes: Attributes;
  readonly systemAttributes: Attributes;
  readonly trialCount: number;
}

export interface OptunaParameter {
  readonly name: string;
  /** Optuna's internal value: the number itself, or the index of a category. */
  readonly value: number;
  readonly distribution: OptunaDistribution;
}

export interface OptunaTrial {
  readonly number: number;
  readonly state: OptunaState;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, without a zone. */
  readonly start: string | null;
  readonly complete: string | null;
  readonly parameters: readonly OptunaParameter[];
  /** One per objective, where there are any; NaN where one is missing. */
  readonly values: readonly number[];
  readonly intermediate: readonly (readonly [step: number, value: number])[];
  readonly userAttributes: Attributes;
  readonly systemAttributes: Attributes;
}
/** A number in Optuna's two columns: the value if it is finite, and what kind it is. */
export function encodeNumber(value: number): readonly [number | null, string] {
  if (Number.isFinite(value)) return [value, 'FINITE'];
  return [null, Number.isNaN(value) ? 'NAN' : value > 0 ? 'INF_POS' : 'INF_NEG'];
}

export function decodeNumber(value: number | null, type: string): number {
  if (type === 'INF_POS') return Infinity;
  if (type === 'INF_NEG') return -Infinity;
  return value ?? Number.NaN;
}

/** JSON that every reader takes: NaN and infinities, which only Python's knows, are written as texts. */
export function encodeJson(value: JsonValue): string {
  if (Object.is(value, -0)) return '-0.0';
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' && !Number.isFinite(part) ? String(part) : part,
  );
}

/** Python's bare NaN and Infinity; not inside of texts, which are skipped as a whole. */
const PYTHON_TOKENS = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;
const STAND_IN = '\u0001paretoscope:';

/** Reads JSON as Python writes it. Throws SyntaxError. */
export function decodeJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    const plain = text.replaceAll(PYTHON_TOKENS, (token) =>
      token.startsWith('"') ? token : JSON.stringify(`${STAND_IN}${token}`),
    );
    return JSON.parse(plain, (_, part: unknown) =>
      typeof part === 'string' && part.startsWith(STAND_IN) ? Number(part.slice(STAND_IN.length)) : part,
    ) as JsonValue;
  }
}

export function distributionJson(distribution: OptunaDistribution): string {
  if (distribution.kind === 'categorical') {
    return encodeJson({ name: 'CategoricalDistribution', attributes: { choices: distribution.choices } });
  }
  const { kind, low, high, step, log } = distribution;
  const name = kind === 'float' ? 'FloatDistribution' : 'IntDistribution';
  return encodeJson({ name, attributes: { step, low, high, log } });
}

/** Both forms that Optuna reads; undefined for anything else. */
export function parseDistribution(text: string): OptunaDistribution | undefined {
  let json: JsonValue;
  try {
    json = decodeJson(text);
  } catch {
    return undefined;
  }
  if (!isRecord(json)) return undefined;
  const kinds: Readonly<Record<string, OptunaDistribution['kind']>> = {
    FloatDistribution: 'float',
    IntDistribution: 'int',
    CategoricalDistribution: 'categorical',
    // Written by Optuna before 3.0 and still read by it.
    UniformDistribution: 'float',
    LogUniformDistribution: 'float',
    DiscreteUniformDistribution: 'float',
    IntUniformDistribution: 'int',
    IntLogUniformDistribution: 'int',
    float: 'float',
    int: 'int',
    categorical: 'categorical',
  };
  const given = json.name ?? json.type;
  const name = typeof given === 'string' ? given : '';
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  const attributes = json.attributes === undefined ? json : json.attributes;
  if (kind === undefined || !isRecord(attributes)) return undefined;
  if (kind === 'categorical') {
    const { choices } = attributes;
    return Array.isArray(choices) && choices.length > 0
      ? { kind, choices: choices as readonly JsonValue[] }
      : undefined;
  }
  const { low, high } = attributes;
  const step = attributes.step ?? attributes.q ?? null;
  const log = attributes.log === true || name.includes('LogUniform');
  if (typeof low !== 'number' || typeof high !== 'number' || !(low <= high)) return undefined;
  if (step !== null && (typeof step !== 'number' || !(step > 0))) return undefined;
  return kind === 'int' ? { kind, low, high, step: step ?? 1, log } : { kind, low, high, step, log };
}

function isRecord(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
