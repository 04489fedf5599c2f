// The page's only way to the workbench server: the contract's calls over one WebSocket.
import { createTRPCUntypedClient, createWSClient, TRPCClientError, wsLink } from '@trpc/client';
import type { Api } from '../contract/api.ts';
import { UserError, type UserErrorDetails } from '../core/user-error.ts';

export type QueryPath =
  | 'system.info'
  | 'system.folders'
  | 'dataset.summary'
  | 'dataset.images'
  | 'dataset.image'
  | 'training.preview'
  | 'anchors.sizes'
  | 'anchors.judge'
  | 'anchors.cluster'
  | 'anchors.suggest'
  | 'runs.get'
  | 'evaluation.summary'
  | 'evaluation.recount'
  | 'evaluation.judged'
  | 'evaluation.report'
  | 'evaluation.reportPage'
  | 'evaluation.findThreshold'
  | 'evaluation.parts'
  | 'evaluation.brightness'
  | 'evaluation.ledger'
  | 'evaluation.objectness'
  | 'evaluation.image'
  | 'marks.export';
export type SubscriptionPath =
  'dataset.opened' | 'runs.list' | 'runs.events' | 'marks.list' | 'evaluation.crops';
export type MutationPath = Exclude<keyof Api, QueryPath | SubscriptionPath>;

/** The input of a call; undefined for a call that has none. */
export type Input<P extends keyof Api> = Parameters<Api[P]>[0];
export type Output<P extends keyof Api> = ReturnType<Api[P]>;

/** What the page needs from a server. The in-memory client of the tests is another implementation. */
export interface Client {
  /** @throws UserError for a person's mistake; any other error is a bug or a lost connection. */
  query<P extends QueryPath>(path: P, input: Input<P>): Promise<Output<P>>;
  mutate<P extends MutationPath>(path: P, input: Input<P>): Promise<Output<P>>;
  /** Calls `onData` with each value until the returned function is called; goes on after a reconnection. */
  subscribe<P extends SubscriptionPath>(
    path: P,
    input: Input<P>,
    onData: (value: Output<P>) => void,
    onError?: (error: Error) => void,
  ): () => void;
  /** Calls `listener` at once and at each change of whether the server can be reached. */
  onConnection(listener: (connected: boolean) => void): () => void;
}

/** Longest pause between two attempts to reconnect. */
const LONGEST_RETRY_MS = 4000;

/** A client of the server that delivered the page. */
export function createServerClient(page: Location = window.location): Client {
  const listeners = new Set<(connected: boolean) => void>();
  let connected = true;
  const report = (value: boolean): void => {
    connected = value;
    for (const listener of listeners) listener(value);
  };
  const socket = createWSClient({
    url: `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/trpc`,
    retryDelayMs: (attempt) => Math.min(LONGEST_RETRY_MS, 250 * 2 ** attempt),
    onOpen: () => report(true),
    onClose: () => report(false),
  });
  const trpc = createTRPCUntypedClient({ links: [wsLink({ client: socket })] });
  return {
    query: (path, input) => trpc.query(path, input).catch(rethrow) as Promise<Output<typeof path>>,
    mutate: (path, input) => trpc.mutation(path, input).catch(rethrow) as Promise<Output<typeof path>>,
    subscribe(path, input, onData, onError) {
      const subscription = trpc.subscription(path, input, {
        onData: (value) => onData(untracked(value) as Output<typeof path>),
        onError: (error) => onError?.(toPlainError(error)),
      });
      return () => subscription.unsubscribe();
    },
    onConnection(listener) {
      listeners.add(listener);
      listener(connected);
      return () => listeners.delete(listener);
    },
  };
}

/** A `tracked` value arrives with its id around it. */
function untracked(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'id' in value && 'data' in value) return value.data;
  return value;
}

function rethrow(error: unknown): never {
  throw toPlainError(error);
}

/** The server puts a UserError's details into the error's data. */
function toPlainError(error: unknown): Error {
  if (error instanceof TRPCClientError) {
    const details = userErrorDetails(error.data);
    return details === null ? new Error(error.message) : new UserError(details);
  }
  return error instanceof Error ? error : new Error(String(error));
}

function userErrorDetails(data: unknown): UserErrorDetails | null {
  if (typeof data !== 'object' || data === null || !('userError' in data)) return null;
  return data.userError as UserErrorDetails | null;
}
