// The thread side of AnalysisThreads: does one job after the other.

import { parentPort } from 'node:worker_threads';
import { wireError } from '../contract/errors.ts';
import { analysisJobs } from './analysis-jobs.ts';
import type { JobMessage, JobReply } from './analysis-threads.ts';

parentPort!.on('message', ({ id, name, input }: JobMessage) => {
  let reply: JobReply;
  try {
    reply = { id, output: (analysisJobs[name] as (input: unknown) => unknown)(input) };
  } catch (error) {
    reply = { id, error: wireError(error) };
  }
  parentPort!.postMessage(reply);
});
