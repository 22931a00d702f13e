// What a sampler program may answer.

import * as v from 'valibot';
import type { Design } from '../../contract/system.ts';

const failure = v.object({ error: v.string() });
const ready = v.object({ ready: v.literal(true) });
const design = v.record(v.string(), v.union([v.number(), v.string(), v.boolean()]));
const proposals = v.object({ designs: v.array(design) });

/** Checks the answer to `start`. Throws an Error that shows what it was instead. */
export function readReady(line: string): void {
  read(ready, line, '{"ready": true}');
}

/** Designs of an answer to `ask`, at most `count`. Throws an Error that shows what it was instead. */
export function readDesigns(line: string, count: number): readonly Design[] {
  const { designs } = read(proposals, line, '{"designs": [...]}');
  if (designs.length > count) {
    throw new Error(`answered ${designs.length} designs when asked for ${count}`);
  }
  return designs;
}

function read<S extends v.GenericSchema>(schema: S, line: string, expected: string): v.InferOutput<S> {
  const shown = line.slice(0, 200);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`answered something that is not JSON: ${shown}`);
  }
  const failed = v.safeParse(failure, value);
  if (failed.success) throw new Error(failed.output.error);
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) throw new Error(`answered ${shown} in place of ${expected}`);
  return parsed.output;
}
