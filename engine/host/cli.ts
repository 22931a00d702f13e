// What the command line needs of the engine, in one place: it may import the host and nothing deeper.

export { createEngine, type Engine } from './engine.ts';
export { workspaceFileName } from './workspaces.ts';
export { defaultResources } from './resources.ts';
export { joinQueue, openQueue } from './queue.ts';
export { startServer } from './server.ts';
export { version } from './version.ts';
export { formatNumber, formatQuantity } from '../contract/quantity.ts';
export { nearestWord } from '../space/suggest.ts';
export { FRONT_MEMBERSHIP } from './importance.ts';
export { chooseFromFront } from './choose.ts';
export { MOST_SEEDS, race } from './race.ts';
export type { Race } from './race-result.ts';
