// Small grey pictures in classes, drawn from a seed: shapes (what is where matters little, the outline decides) and
// textures (which two stripe patterns appear together decides).

import { RandomStream } from '../../contract/random.ts';
import type { Examples, Task } from '../examples.ts';

export const PICTURE_KINDS = ['shapes', 'textures'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

export interface PictureTask {
  readonly kind: PictureKind;
  /** Height and width in pixels. */
  readonly side: number;
  /** Standard deviation of the pixel noise; a picture's contrast is about 1. */
  readonly noise: number;
  readonly training: number;
  readonly test: number;
}

/** One task of each kind that a network of a few thousand weights learns in seconds, neither perfectly nor poorly. */
export const PICTURE_TASK: Readonly<Record<PictureKind, PictureTask>> = {
  shapes: { kind: 'shapes', side: 12, noise: 0.12, training: 1024, test: 1024 },
  textures: { kind: 'textures', side: 12, noise: 0.6, training: 1024, test: 1024 },
};

const SHAPES = 8;
const PATTERNS = 4;

/** Classes of a kind: eight outlines, or the six pairs of four stripe patterns. */
export function pictureClasses(kind: PictureKind): number {
  return kind === 'shapes' ? SHAPES : (PATTERNS * (PATTERNS - 1)) / 2;
}

/** Training and test pictures of one seed. */
export function pictures(task: PictureTask, seed: number): Task {
  return {
    training: draw(task, task.training, new RandomStream(seed, `learning.${task.kind}.training`)),
    test: draw(task, task.test, new RandomStream(seed, `learning.${task.kind}.test`)),
  };
}

function draw(task: PictureTask, count: number, stream: RandomStream): Examples {
  const { side, kind } = task;
  const classes = pictureClasses(kind);
  const features = new Float32Array(count * side * side);
  const labels = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const label = stream.below(classes);
    labels[row] = label;
    const value = kind === 'shapes' ? shape(label, side, stream) : texture(label, side, stream);
    const contrast = 0.7 + 0.6 * stream.uniform();
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        features[(row * side + y) * side + x] = contrast * value(x, y) + task.noise * stream.normal();
      }
    }
  }
  return { count, shape: [side, side, 1], classes, features, labels };
}

type Picture = (x: number, y: number) => number;

/** One outline of random place, size and slight turn: 1 inside, 0 outside. */
function shape(label: number, side: number, stream: RandomStream): Picture {
  const radius = side * (0.2 + 0.12 * stream.uniform());
  const margin = side / 2 - radius - 1;
  const centreX = (side - 1) / 2 + margin * (2 * stream.uniform() - 1);
  const centreY = (side - 1) / 2 + margin * (2 * stream.uniform() - 1);
  const turn = 0.25 * stream.normal();
  const cosine = Math.cos(turn);
  const sine = Math.sin(turn);
  const inside = OUTLINES[label]!;
  return (x, y) => {
    const u = (cosine * (x - centreX) + sine * (y - centreY)) / radius;
    const v = (cosine * (y - centreY) - sine * (x - centreX)) / radius;
    return inside(u, v) ? 1 : 0;
  };
}

/** Outlines in units of their radius: disc, ring, square, frame, triangle, diagonal cross, upright cross, two bars. */
const OUTLINES: readonly ((u: number, v: number) => boolean)[] = [
  (u, v) => Math.hypot(u, v) <= 1,
  (u, v) => Math.hypot(u, v) <= 1.1 && Math.hypot(u, v) >= 0.6,
  (u, v) => Math.max(Math.abs(u), Math.abs(v)) <= 0.9,
  (u, v) => Math.max(Math.abs(u), Math.abs(v)) <= 1 && Math.max(Math.abs(u), Math.abs(v)) >= 0.55,
  (u, v) => v <= 0.8 && v >= 2 * Math.abs(u) - 1,
  (u, v) => Math.max(Math.abs(u), Math.abs(v)) <= 1 && Math.abs(Math.abs(u) - Math.abs(v)) <= 0.35,
  (u, v) => Math.max(Math.abs(u), Math.abs(v)) <= 1.1 && Math.min(Math.abs(u), Math.abs(v)) <= 0.3,
  (u, v) => Math.abs(v) <= 1 && Math.abs(Math.abs(u) - 0.7) <= 0.3,
];

/** Two stripe patterns of different directions over each other, each at a random phase; the pair is the class. */
function texture(label: number, side: number, stream: RandomStream): Picture {
  const [first, second] = PAIRS[label]!;
  const waves = [first, second].map((pattern) => {
    const angle = (Math.PI * pattern) / PATTERNS + 0.08 * stream.normal();
    const frequency = (2 * Math.PI * (3.2 + 0.6 * stream.uniform())) / side;
    const phase = 2 * Math.PI * stream.uniform();
    return { x: frequency * Math.cos(angle), y: frequency * Math.sin(angle), phase };
  });
  return (x, y) => waves.reduce((sum, wave) => sum + Math.sin(wave.x * x + wave.y * y + wave.phase) / 2, 0);
}

const PAIRS = Array.from({ length: PATTERNS }, (_, first) =>
  Array.from({ length: PATTERNS - first - 1 }, (__, offset) => [first, first + 1 + offset] as const),
).flat();
