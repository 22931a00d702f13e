// What can be designed of protection, and under what load the machine runs.

import { PROTECTIONS, PROTECTION_DOCS } from '../../components/protection.ts';
import { categorical, float, integer, ordinal } from '../../space/parameters.ts';

/** Codes over stored and moved words. */
export const WORD_CODES = ['none', 'parity', 'sec-ded'] as const;
export type WordCode = (typeof WORD_CODES)[number];

const CODE_DOCS = {
  none: 'nothing',
  parity: 'one bit for 64: errors are noticed, not corrected',
  'sec-ded': '8 bits for 64: single errors are corrected, double ones noticed',
} as const;

const logic = (what: string) =>
  categorical(PROTECTIONS, {
    default: 'none',
    doc: `Protection of ${what} against soft errors.`,
    choiceDocs: PROTECTION_DOCS,
    source: 'arXiv 2404.09317, section V',
  });

const words = (what: string) =>
  categorical(WORD_CODES, {
    default: 'sec-ded',
    doc: `Code over the words of ${what}.`,
    choiceDocs: CODE_DOCS,
    source: 'Hsiao 1970; the paper takes memories to be protected',
  });

export const useParameters = {
  'protection.array': logic('the arrays'),
  'protection.control': logic('traversal units and registers'),
  'protection.decoder': logic('the weight decoders'),
  'protection.dma': logic('the DMA controllers, one for each memory channel'),
  'protection.output': logic('the activation and output units'),
  'protection.buffers': words('the on-chip memory'),
  'protection.interfaces': words('memory interfaces and what they move'),
  safety_target: categorical(['none', 'asil-b', 'asil-d'], {
    default: 'none',
    doc: 'Failure rate that one accelerator must keep.',
    choiceDocs: { none: 'no limit', 'asil-b': '100 FIT', 'asil-d': '10 FIT' },
    source: 'arXiv 2404.09317, section III-B',
  }),
  bit_errors: ordinal([0, 1e-4, 1e-3, 1e-2], {
    default: 0,
    doc: 'Share of stored weight bits that are wrong before correction: memory beyond its voltage, refresh or age.',
    source: 'what-if; soft errors at sea level are twelve orders of magnitude rarer',
  }),
  batch: integer({
    minimum: 1,
    maximum: 512,
    scale: 'log',
    default: 64,
    unit: 'sequences',
    doc: 'Sequences decoded together.',
    source: 'assumption',
  }),
  context: integer({
    minimum: 256,
    maximum: 32768,
    scale: 'log',
    default: 2048,
    unit: 'token',
    doc: 'Tokens of a prompt; all of them are cached while decoding.',
    source: 'arXiv 2505.21411, Table 6',
  }),
  output_tokens: integer({
    minimum: 1,
    maximum: 4096,
    scale: 'log',
    default: 256,
    unit: 'token',
    doc: 'Tokens of an answer; half of them are cached on average.',
    source: 'assumption',
  }),
  popularity_skew: ordinal([0, 0.25, 0.5, 0.75, 1, 1.25, 1.5], {
    default: 0,
    doc: 'Zipf exponent of the popularity of experts; 0 is even. A skew helps caches and unbalances devices.',
    source: 'not published; 0 is the case without help from caches',
  }),
  arrival_rate: float({
    minimum: 0,
    maximum: 100,
    default: 0,
    unit: 'request/s',
    doc: 'Requests that arrive at random; 0 leaves the event-driven load model out.',
    source: 'what-if',
  }),
};
