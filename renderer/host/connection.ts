// Calls to the engine over whichever channel is there at the moment. Waiting for the first channel (or the next one
// after a loss) a call queues; when a channel is replaced or lost, calls already sent reject with "the engine
// restarted", because nobody can know whether they took effect.

import { createBirpc } from 'birpc';
import type { AnnotationNews } from '../../engine/contract/annotations.ts';
import type { HostApi, RunProgress, ShellEvents } from '../../engine/contract/host.ts';
import type { ConnectionState, Host } from './host.ts';
import { ENGINE_RESTARTED } from './wire-error.ts';

/** One way to the engine: a message port or a socket that is open. */
export interface Channel {
  post(message: unknown): void;
  /** Sets the one receiver of messages. */
  onMessage(receive: (message: unknown) => void): void;
  close(): void;
}

/** Calls that take longer than this are given up: an engine that hangs must not leave a view waiting for ever. */
const CALL_TIMEOUT_MILLISECONDS = 120_000;

const METHODS = [
  'about',
  'systems',
  'system',
  'samplers',
  'pruners',
  'builtInStudies',
  'checkStudy',
  'pilotStudy',
  'workspaces',
  'sketchWorkspace',
  'openWorkspace',
  'workspace',
  'closeWorkspace',
  'startRun',
  'pauseRun',
  'resumeRun',
  'cancelRun',
  'extendRun',
  'setWorkers',
  'retryFailed',
  'runs',
  'trialColumns',
  'trialPage',
  'trialRow',
  'trialsInRegion',
  'density',
  'histograms',
  'trialDetail',
  'importance',
  'annotations',
  'annotate',
  'selections',
  'saveSelection',
  'deleteSelection',
  'views',
  'saveView',
  'partialDependence',
  'frontTruths',
  'correlations',
  'simplerFront',
  'sensitivity',
  'convergence',
  'attainment',
  'evaluate',
  'sweepParameter',
  'claim',
  'validate',
  'exportStudy',
  'reportStudy',
  'filePart',
  'receiveFile',
  'receivePart',
  'previewImport',
  'importFile',
  'releaseFile',
] as const satisfies readonly (keyof HostApi)[];

// Fails to compile when the contract has a call that is not listed above.
type Unlisted = Exclude<keyof HostApi, (typeof METHODS)[number]>;
true satisfies [Unlisted] extends [never] ? true : Unlisted;

interface WaitingCall {
  readonly send: (remote: Remote) => void;
  readonly reject: (error: unknown) => void;
}

type Remote = ReturnType<typeof createRemote>;

function createRemote(channel: Channel, events: ShellEvents) {
  return createBirpc<HostApi, ShellEvents, false>(events, {
    post: (message: unknown) => channel.post(message),
    on: (receive) => channel.onMessage(receive),
    timeout: CALL_TIMEOUT_MILLISECONDS,
    proxify: false,
  });
}

/** Holds the current channel and turns it into a Host's calls and events. */
export class Connection {
  #state: ConnectionState = 'connecting';
  #channel: Channel | undefined;
  #remote: Remote | undefined;
  #waiting: WaitingCall[] = [];
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  readonly #progressListeners = new Set<(progress: RunProgress) => void>();
  readonly #annotatedListeners = new Set<(news: AnnotationNews) => void>();

  get state(): ConnectionState {
    return this.#state;
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener);
    listener(this.#state);
    return () => this.#stateListeners.delete(listener);
  }

  onProgress(listener: (progress: RunProgress) => void): () => void {
    this.#progressListeners.add(listener);
    return () => this.#progressListeners.delete(listener);
  }

  onAnnotated(listener: (news: AnnotationNews) => void): () => void {
    this.#annotatedListeners.add(listener);
    return () => this.#annotatedListeners.delete(listener);
  }

  /** Uses `channel` from now on. Calls sent over an earlier one reject; calls that waited are sent. */
  attach(channel: Channel): void {
    this.#drop();
    this.#channel = channel;
    const remote = createRemote(channel, {
      progress: (progress) => {
        if (this.#channel !== channel) return;
        for (const listener of this.#progressListeners) listener(progress);
      },
      annotated: (news) => {
        if (this.#channel !== channel) return;
        for (const listener of this.#annotatedListeners) listener(news);
      },
    });
    this.#remote = remote;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const call of waiting) call.send(remote);
    this.#enter('connected');
  }

  /** The channel broke. `channel` is ignored if it has been replaced already. */
  lose(channel: Channel | undefined): void {
    if (channel !== this.#channel && this.#channel !== undefined) return;
    this.#drop();
    this.#enter('lost');
  }

  /** The engine will not have us: everything that waits or comes rejects with `error`. */
  refuse(): void {
    this.#drop();
    this.#enter('refused');
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const call of waiting) call.reject(REFUSED);
  }

  /** The contract's calls, each over the channel of the moment. */
  createApi(): HostApi {
    const api: Record<string, (...args: unknown[]) => Promise<unknown>> = {};
    for (const method of METHODS) api[method] = (...args) => this.#call(method, args);
    return api as unknown as HostApi;
  }

  #call(method: (typeof METHODS)[number], args: unknown[]): Promise<unknown> {
    if (this.#state === 'refused') return Promise.reject(asError(REFUSED));
    const send = (remote: Remote): Promise<unknown> => remote.$callRaw({ method, args });
    if (this.#remote !== undefined) return send(this.#remote);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ send: (remote) => void send(remote).then(resolve, reject), reject });
    });
  }

  #drop(): void {
    const remote = this.#remote;
    const channel = this.#channel;
    this.#remote = undefined;
    this.#channel = undefined;
    void remote?.$rejectPendingCalls(({ reject }) => reject(asError(ENGINE_RESTARTED)));
    remote?.$close();
    channel?.close();
  }

  #enter(state: ConnectionState): void {
    if (state === this.#state && state !== 'connected') return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }
}

const REFUSED = {
  kind: 'untrusted',
  message: 'the engine did not accept this page',
  hint: 'open the address that `paretoscope serve` printed, with its token',
} as const;

function asError(wire: { readonly message: string }): Error {
  return Object.assign(new Error(wire.message), { wire });
}

/** A connection dressed as a Host. `reconnect` is what the implementation does to seek a channel at once. */
export function createHost(connection: Connection, reconnect: () => void): Host {
  return {
    ...connection.createApi(),
    get connection() {
      return connection.state;
    },
    onConnection: (listener) => connection.onState(listener),
    onProgress: (listener) => connection.onProgress(listener),
    onAnnotated: (listener) => connection.onAnnotated(listener),
    reconnect,
  };
}
