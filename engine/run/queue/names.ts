// Names on the server, which runs and workers must agree on.

/** Before every key of ours. */
export const KEY_PREFIX = 'paretoscope';

/** Events that the server remembers, about so many: each carries the results of a batch. */
export const EVENT_COUNT = 200;

/** Set while the batches of a run are not wanted any more. */
export function cancelKey(run: string): string {
  return `${KEY_PREFIX}:cancelled:${run}`;
}

/** What a worker calls itself: who it is, and how many batches it evaluates at a time. */
export function workerName(host: string, processId: number, concurrency: number): string {
  return `${host.replaceAll(/[^\w.-]/g, '-')}/${processId}/${concurrency}`;
}

/** The concurrency in the name under which the server knows a worker's connection; 1 for a name of another form. */
export function concurrencyOf(connectionName: string): number {
  const found = /\/\d+\/(\d+)$/.exec(connectionName);
  return found === null ? 1 : Number(found[1]);
}
