// What may vary in the design: the array, a protection for each block, the technology, and the conditions of use.

import { PROTECTION_DOCS, PROTECTIONS, QUATRO_RESIDUAL } from '../../components/protection.ts';
import type { DesignOf } from '../../contract/system.ts';
import { boolean, categorical, float, integer, ordinal } from '../../space/parameters.ts';
import { MAC_COUNTS } from '../../components/protected-npu.ts';
import { DATA_SETS, NETWORKS } from './workloads.ts';

const protection = (text: { readonly label: string; readonly doc: string }) =>
  categorical(PROTECTIONS, {
    choiceDocs: PROTECTION_DOCS,
    default: 'none',
    source: 'Table III',
    ...text,
  });

export const parameters = {
  mac: ordinal(MAC_COUNTS, {
    default: 32,
    unit: 'MAC/cycle',
    label: 'MAC array',
    doc: 'Multiply-accumulate units; more of them compute faster, take more area and hold more corruptible state.',
    source: 'the four configurations of Fig. 2',
  }),
  'protection.ao': protection({
    label: 'activation and output protection',
    doc: 'How the activation and output unit is protected against soft errors.',
  }),
  'protection.dma': protection({
    label: 'DMA protection',
    doc: 'How the DMA controller is protected against soft errors; it is the largest block of the small arrays.',
  }),
  'protection.mac': protection({
    label: 'MAC array protection',
    doc: 'How the MAC array is protected against soft errors; its part grows with the array.',
  }),
  'protection.reg': protection({
    label: 'register file protection',
    doc: 'How the register file of the central control is protected; most of its faults are masked.',
  }),
  'protection.tsu': protection({
    label: 'traversal unit protection',
    doc: 'How the traversal unit of the central control is protected; small, and its faults are seldom masked.',
  }),
  'protection.wd': protection({
    label: 'weight decoder protection',
    doc: 'How the weight decoder is protected; a fault there spoils a stream of weights.',
  }),
  technology: ordinal([16, 7], {
    default: 16,
    unit: 'nm',
    doc: 'FinFET node: 7 nm flips less often (10 instead of 50 FIT per MB) and makes duplication cheaper.',
    source: 'Table II, sections III-D and V-B',
  }),
  logic_faults: boolean({
    default: true,
    doc: "Count faults in combinational logic too, not only in flip-flops; on in the paper's final result.",
    source: 'Eq. 13 to 17',
  }),
  network: categorical(NETWORKS, {
    default: 'wav2letter',
    choiceDocs: {
      wav2letter: 'speech, 23 M parameters, LibriSpeech; corrupt where the word error rate rises',
      'resnet-18': 'images, 11.2 M parameters, ImageNet; corrupt where the top class changes',
      cifarnet: 'images, 1.1 M parameters, CIFAR-10; corrupt where the top class changes',
    },
    doc: 'The network that runs; it decides which blocks matter most.',
    source: 'Table I',
  }),
  data_set: categorical(DATA_SETS, {
    default: 'figure-9',
    choiceDocs: {
      'figure-9':
        'contributions of blocks, decoded from Fig. 9 for Wav2Letter, carried to other networks by Fig. 4',
      'figure-2': 'the same shares of blocks, scaled to the totals of the NPU in Fig. 2',
    },
    doc: "Which of the paper's two data sets the unprotected corruption rests on; they differ by up to 3 times.",
    source: 'Fig. 2 and 9',
  }),
  inference_time: float({
    minimum: 1e-4,
    maximum: 0.1,
    scale: 'log',
    default: 3e-4,
    unit: 's',
    doc: 'Time that an inference takes; corruption and its limit both grow with it, so the margin stays.',
    source: 'section III-B: 0.3 ms, the slowest case',
  }),
  clock: float({
    minimum: 200e6,
    maximum: 1e9,
    scale: 'log',
    default: 1e9,
    unit: 'Hz',
    doc: 'Clock; at a fixed inference time it matters to logic faults only: flips per cycle fall as cycles rise.',
    source: 'Eq. 2 and 17; 1 GHz in the paper',
  }),
  relative_flux: float({
    minimum: 0.02,
    maximum: 20,
    scale: 'log',
    default: 1,
    label: 'particle flux, relative',
    doc: 'Particle flux over that behind the published FIT rates; all soft errors are proportional to it.',
    source: 'assumption: covers 1 to 1000 FIT per MB at 16 nm',
  }),
  quatro_residual: float({
    minimum: 0.005,
    maximum: 0.5,
    scale: 'log',
    default: QUATRO_RESIDUAL,
    doc: "Share of flips that get through a Quatro cell; the paper's figures use 0.02 (mixed) and 0.09 (Quatro only).",
    source: 'fitted to Fig. 9c and 9f',
  }),
  quatro_logic: categorical(['reduced', 'captured'], {
    default: 'reduced',
    choiceDocs: {
      reduced: 'by the same share as flips in the cell, which is what Fig. 9f plots',
      captured: 'not at all: a pulse that arrives is captured in full, as section V-B and Table III say',
    },
    label: 'logic faults behind Quatro',
    doc: "How much Quatro cells reduce faults that come from logic; the paper's text and figures disagree.",
    source: 'Fig. 9f; section V-B, Table III',
  }),
  safety_target: float({
    minimum: 1,
    maximum: 100,
    scale: 'log',
    default: 10,
    unit: 'FIT',
    doc: 'Failure rate allowed to the whole chip: 10 FIT for ASIL-D, 100 FIT for ASIL-B and ASIL-C.',
    source: 'section III-B',
  }),
  npu_share: categorical(['published', 'custom'], {
    default: 'published',
    choiceDocs: {
      published: '0.12, 0.14, 0.17 and 0.27 of the chip for 32, 64, 128 and 256 MAC units',
      custom: 'the value of npu_area_share',
    },
    doc: "Where the NPU's share of the chip's failure budget comes from.",
    source: 'section III-B',
  }),
  npu_area_share: float({
    minimum: 0.01,
    maximum: 1,
    scale: 'log',
    default: 0.12,
    activeWhen: { npu_share: ['custom'] },
    doc: "The NPU's share of the chip's area, and so of its failure budget.",
    source: 'section III-B',
  }),
  estimator: categorical(['closed-form', 'monte-carlo'], {
    default: 'closed-form',
    choiceDocs: {
      'closed-form': 'the exact sum over blocks (Eq. 8)',
      'monte-carlo':
        'faults injected at sites drawn uniformly in each block (Eq. 10 to 12), as the paper measures it',
    },
    doc: 'How corruption is obtained: summed exactly, or estimated by sampling with a confidence interval.',
  }),
  samples: integer({
    minimum: 100,
    maximum: 1_000_000,
    scale: 'log',
    default: 10_000,
    activeWhen: { estimator: ['monte-carlo'] },
    label: 'samples per block',
    doc: 'Fault sites drawn in each block that a single fault can corrupt; the interval narrows with their square root.',
    source: 'section III-A: more than 2 million an application',
  }),
  vulnerability: float({
    minimum: 0.005,
    maximum: 0.5,
    scale: 'log',
    default: 0.04,
    activeWhen: { estimator: ['monte-carlo'] },
    doc: "Share of fault sites whose flip corrupts the result, over the whole NPU; it sets the estimator's variance.",
    source:
      'not published; with 0.04, 2 million draws give the 1 % error at 99 % confidence of section III-A',
  }),
};

export type EthosDesign = DesignOf<typeof parameters>;
