// The server's side of the inspector process: one question at a time, a new process when the old one died.
import { UserError } from '../../core/user-error.ts';
import type { RecipePreview } from '../../contract/api.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { PackedDataset } from '../../storage/datasets/packed-dataset.ts';
import type { ImportRequest } from '../import/import-predictions.ts';
import { findEntry } from './find-entry.ts';
import { describeExit, forkNode, type NodeChild } from './fork-node.ts';
import {
  DATASETS_HELD,
  type EvaluationMethod,
  type InspectorInput,
  type InspectorMethod,
  type InspectorReply,
  type InspectorRequest,
  type InspectorResult,
  type RecipeMethod,
} from './inspector-calls.ts';
import { Recent } from './recent.ts';

interface Process {
  readonly child: NodeChild;
  /** Datasets that it holds: the same memory as its own, as both see the same calls in the same order. */
  readonly datasets: Recent<true>;
}

/** Asks the inspector process, which starts with the first question. */
export class Inspector {
  readonly #entry: string | undefined;
  #process: Process | null = null;
  #asked = 0;
  #closed = false;
  /** Questions wait here and not in the process, so that those nobody waits for any more are never asked. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ entry }: { readonly entry?: string } = {}) {
    this.#entry = entry;
  }

  /** Asks about stored evaluations (see `InspectorCalls`). @throws UserError as the call says */
  ask<M extends EvaluationMethod>(
    method: M,
    input: InspectorInput<M>,
    signal?: AbortSignal,
  ): Promise<InspectorResult<M>> {
    return this.#enqueue(signal, (running) => this.#ask(running, method, input));
  }

  /**
   * Asks without waiting for the questions before, and lets none wait: for what takes long, most of it spent waiting for files.
   * @throws UserError as the call says
   */
  async askBeside<M extends EvaluationMethod>(
    method: M,
    input: InspectorInput<M>,
  ): Promise<InspectorResult<M>> {
    return this.#ask(this.#running(), method, input);
  }

  /** A recipe resolved against a dataset. @throws UserError when it does not fit */
  preview(packed: PackedDataset, recipe: Recipe, signal?: AbortSignal): Promise<RecipePreview> {
    return this.askOfRecipe('preview', packed, { recipe }, signal);
  }

  /** Asks about a recipe on a dataset. @throws UserError when it does not fit */
  askOfRecipe<M extends RecipeMethod>(
    method: M,
    packed: PackedDataset,
    input: Omit<InspectorInput<M>, 'key'>,
    signal?: AbortSignal,
  ): Promise<InspectorResult<M>> {
    // What is left out is put back.
    const whole = (key: string) => ({ ...input, key }) as unknown as InspectorInput<M>;
    return this.#askOf(packed, (running, key) => this.#ask(running, method, whole(key)), signal);
  }

  /** Makes a run of predictions on a dataset. @throws UserError when they do not fit */
  importPredictions(
    packed: PackedDataset,
    request: ImportRequest,
  ): Promise<InspectorResult<'importPredictions'>> {
    return this.#askOf(packed, (running, key) => this.#ask(running, 'importPredictions', { key, request }));
  }

  /** Asks about a dataset, which is handed over where the process does not hold it. */
  #askOf<T>(
    packed: PackedDataset,
    ask: (running: Process, key: string) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const key = `${packed.about.root} ${packed.about.fingerprint}`;
    return this.#enqueue(signal, async (running) => {
      if (!running.datasets.get(key)) {
        await this.#ask(running, 'holdDataset', { key, packed });
        running.datasets.set(key, true);
      }
      return ask(running, key);
    });
  }

  /** Ends the process; resolves when it is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#process?.child;
    if (!child) return;
    child.process.kill('SIGKILL'); // It holds nothing that could be lost.
    await child.exited;
  }

  #enqueue<T>(signal: AbortSignal | undefined, ask: (running: Process) => Promise<T>): Promise<T> {
    const answered = this.#queue.then(() => {
      signal?.throwIfAborted();
      return ask(this.#running());
    });
    this.#queue = answered.catch(() => undefined);
    return answered;
  }

  #running(): Process {
    if (this.#closed) throw new Error('The inspector was closed');
    if (this.#process) return this.#process;
    const child = forkNode(this.#entry ?? findEntry('inspector-process'));
    const started: Process = { child, datasets: new Recent(DATASETS_HELD) };
    this.#process = started;
    void child.exited.then(() => {
      if (this.#process === started) this.#process = null;
    });
    return started;
  }

  async #ask<M extends InspectorMethod>(
    { child }: Process,
    method: M,
    input: InspectorInput<M>,
  ): Promise<InspectorResult<M>> {
    const request: InspectorRequest<M> = { id: ++this.#asked, method, input };
    const reply = await Promise.race([receive(child, request.id), endOf(child), send(child, request)]);
    if ('userError' in reply) throw new UserError(reply.userError);
    if ('stack' in reply) throw new Error(`The inspector process failed:\n${reply.stack}`);
    return reply.result as InspectorResult<M>;
  }
}

function receive({ process: child }: NodeChild, id: number): Promise<InspectorReply> {
  return new Promise((resolve) => {
    const listen = (reply: InspectorReply) => {
      if (reply.id !== id) return;
      child.off('message', listen);
      resolve(reply);
    };
    child.on('message', listen);
  });
}

/** Rejects when the process ends. */
async function endOf(child: NodeChild): Promise<never> {
  const exit = await child.exited;
  throw new UserError({
    code: 'inspector-ended',
    message:
      `The inspector process ended: ${describeExit(exit)}. ${child.lastLines().slice(-5).join(' ')}`.trim(),
    hint: 'It is started again with the next question. If this goes on, the evaluation may be too large for the memory.',
  });
}

/** Rejects when the message cannot be sent; else never settles. */
function send({ process: child }: NodeChild, request: InspectorRequest): Promise<never> {
  return new Promise((_resolve, reject) => {
    child.send(request, (error) => {
      if (error && child.connected) reject(error); // A lost connection is reported by the exit.
    });
  });
}
