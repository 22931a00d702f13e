// Evaluation on other machines: everything that other folders may use of it.

export { queueServer } from './connection.ts';
export { QueueExecutor } from './executor.ts';
export { QueueWorker } from './worker.ts';
