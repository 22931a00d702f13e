// The thread side of AnalysisThreads: does one job after the other.

import { parentPort } from 'node:worker_threads';
import { wireError } from '../contract/errors.ts';
import { analysisJobs } from './analysis-jobs.ts';
import type { JobMessage, JobReply } from './analysis-threads.ts';

parentPort!.on('message', (job: JobMessage) => {
  void answer(job).then((reply) => parentPort!.postMessage(reply));
});

async function answer({ id, name, input }: JobMessage): Promise<JobReply> {
  try {
    return { id, output: await (analysisJobs[name] as (input: unknown) => unknown)(input) };
  } catch (error) {
    return { id, error: wireError(error) };
  }
}
