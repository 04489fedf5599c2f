// Entry of the inspector process: keeps the mathematics of sliders away from the server's event loop.
import { stackOf } from '../../core/stack-of.ts';
import { UserError } from '../../core/user-error.ts';
import { previewRecipe } from '../preview.ts';
import { ForwardPass } from './forward-pass.ts';
import { createInspection } from './inspect.ts';
import type { InspectorReply, InspectorRequest } from './inspector-calls.ts';

const inspection = createInspection(previewRecipe, new ForwardPass());

async function answer({ id, method, input }: InspectorRequest): Promise<InspectorReply> {
  try {
    // The method and its input were matched by the client's types.
    return { id, result: await inspection[method](input as never) };
  } catch (error) {
    if (error instanceof UserError) return { id, userError: error.toDetails() };
    return { id, stack: stackOf(error) };
  }
}

process.on('message', (request: InspectorRequest) => {
  void answer(request).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the server closes the channel when it is done.
process.on('SIGINT', () => undefined);
