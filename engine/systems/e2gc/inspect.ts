// Where a design's energy and time go, how reuse depends on the group size, and how the small network learned.

import type {
  BreakdownNode,
  EvaluationContext,
  Inspection,
  MetricValuesOf,
  Series,
} from '../../contract/system.ts';
import { deviceOf, type Device } from './devices.ts';
import { FIDELITY, measureAccuracy, UNMEASURED, type LearningPoint } from './measured.ts';
import type { metrics } from './metrics.ts';
import { layersOf, modelled, runLayers, type LayerRun } from './model.ts';
import type { GroupDesign } from './parameters.ts';
import { arithmeticIntensity, balancePoint } from './reuse.ts';

function sum(label: string, children: readonly BreakdownNode[]): BreakdownNode {
  return { label, value: children.reduce((value, child) => value + child.value, 0), children };
}

const KINDS = ['grouped convolutions', '1 x 1 convolutions', 'stem and classifier'] as const;

function kindOf({ layer }: LayerRun): (typeof KINDS)[number] {
  if (layer.grouped) return 'grouped convolutions';
  return layer.name === 'stem' || layer.name === 'classifier' ? 'stem and classifier' : '1 x 1 convolutions';
}

/** One branch for each kind of layer, from a value of each layer. */
function byKind(runs: readonly LayerRun[], node: (run: LayerRun) => BreakdownNode): BreakdownNode[] {
  return KINDS.map((kind) => sum(kind, runs.filter((run) => kindOf(run) === kind).map(node)));
}

function energyOf(run: LayerRun, pictures: number): BreakdownNode {
  return sum(
    run.layer.name,
    [
      { label: 'multiply-accumulates', value: run.computeEnergy / pictures },
      { label: 'memory', value: run.memoryEnergy / pictures },
      { label: 'buffer', value: run.bufferEnergy / pictures },
      { label: 'idle power', value: run.idleEnergy / pictures },
    ].filter(({ value }) => value > 0),
  );
}

function timeOf(run: LayerRun, device: Device): BreakdownNode {
  const busy = Math.max(run.computeTime, run.memoryTime);
  return sum(run.layer.name, [
    { label: run.computeTime >= run.memoryTime ? 'computing' : 'moving data', value: busy },
    ...(device.launch > 0 ? [{ label: 'launch', value: device.launch }] : []),
  ]);
}

/** Reuse against group size for each resolution of the net, and where this design's layers lie. */
function reuseCurves(design: GroupDesign, runs: readonly LayerRun[]): Series {
  const taps = design.kernel ** 2;
  const pixels = [
    ...new Set(
      layersOf(design)
        .filter(({ grouped }) => grouped)
        .map(({ outputPixels }) => outputPixels),
    ),
  ];
  const sizes = Array.from({ length: 11 }, (_, exponent) => 2 ** exponent);
  return {
    title: 'Reuse: multiply-accumulates per element against group size, stride 1',
    form: 'points',
    x: { label: 'group size', unit: 'channels', scale: 'log' },
    y: { label: 'reuse', unit: 'MAC/element', scale: 'log' },
    lines: [
      ...pixels.map((count) => ({
        label: `${Math.sqrt(count)} x ${Math.sqrt(count)} pixels`,
        points: sizes.map((size): readonly [number, number] => [
          size,
          arithmeticIntensity(taps, count, size, design.batch_size),
        ]),
      })),
      {
        label: 'layers of this design',
        points: runs
          .filter(({ layer }) => layer.grouped)
          .map((run): readonly [number, number] => [run.size, run.macs / (run.weights + run.activations)]),
      },
    ],
  };
}

function learningCurves(points: readonly LearningPoint[]): Series {
  const seeds = [...new Set(points.map(({ seed }) => seed))];
  return {
    title: 'Learning: test accuracy of the small network',
    form: 'line',
    x: { label: 'training steps', scale: 'linear' },
    y: { label: 'test accuracy', scale: 'linear' },
    lines: seeds.map((seed) => ({
      label: `seed ${seed}`,
      points: points
        .filter((point) => point.seed === seed)
        .map(({ step, accuracy }) => [step, accuracy] as const),
    })),
  };
}

/** Explains one design; trains again where the design asks for training. */
export function inspectDesign(
  design: GroupDesign,
  context: EvaluationContext,
): Inspection<MetricValuesOf<typeof metrics>> {
  const device = deviceOf(design);
  const runs = runLayers(design, device);
  const learned: LearningPoint[] = [];
  const accuracies =
    design.training === 'none'
      ? UNMEASURED
      : measureAccuracy(design, design.dataset, FIDELITY[design.training], context, (point) =>
          learned.push(point),
        );
  return {
    outcome: { ...modelled(design), ...accuracies },
    breakdowns: [
      {
        quantity: 'energy',
        unit: 'J',
        root: sum(
          'picture',
          byKind(runs, (run) => energyOf(run, design.batch_size)),
        ),
      },
      {
        quantity: 'latency',
        unit: 's',
        root: sum(
          'batch',
          byKind(runs, (run) => timeOf(run, device)),
        ),
      },
      {
        quantity: 'macs',
        root: sum(
          'picture',
          byKind(runs, ({ layer, macs }) => ({ label: layer.name, value: macs / design.batch_size })),
        ),
      },
      {
        quantity: 'weights',
        root: sum(
          'net',
          byKind(runs, ({ layer, weights }) => ({ label: layer.name, value: weights })),
        ),
      },
    ],
    series: [reuseCurves(design, runs), ...(learned.length > 0 ? [learningCurves(learned)] : [])],
    notes: notesOn(design, runs),
  };
}

function notesOn(design: GroupDesign, runs: readonly LayerRun[]): string[] {
  const grouped = runs.filter(({ layer }) => layer.grouped);
  const sizes = grouped.map(({ size }) => size);
  const least = Math.min(...sizes);
  const most = Math.max(...sizes);
  const bound = grouped.filter(
    ({ layer, size }) => size < balancePoint(layer.taps, layer.outputPixels, design.batch_size),
  );
  const waiting = runs.filter(({ computeTime, memoryTime }) => memoryTime > computeTime);
  return [
    least === most
      ? `Every grouped layer has ${least} channels a group.`
      : `Group sizes range from ${least} to ${most} channels over the depth.`,
    `${bound.length} of ${grouped.length} grouped layers are below their balance point, so activations outweigh their weights.`,
    `${waiting.length} of ${runs.length} layers wait for memory rather than arithmetic.`,
    ...(design.device === 'accelerator'
      ? []
      : [
          'Efficiency of small groups, launch time and the split of board power are assumptions; compare designs, not joules.',
        ]),
    ...(design.training === 'none'
      ? []
      : [
          `Accuracy is that of a seven-layer network on generated ${design.dataset}; groups are cut to its 16 to 64 channels.`,
        ]),
  ];
}
