// Trains a line in a worker thread and posts its weights.

import { parentPort } from 'node:worker_threads';
import { valuesOf } from '../../../engine/learning/arrays.ts';
import { trainedLine } from './_line.ts';

parentPort!.postMessage(valuesOf(trainedLine()).line);
