// tRPC's builders, and how errors leave the server: a person's mistake in full, a bug without its inside.
import { initTRPC } from '@trpc/server';
import { ZodError, z } from 'zod';
import { UserError, type UserErrorDetails } from '../core/user-error.ts';
import type { Workbench } from './workbench.ts';

/** What a page shows for a mistake of a person; null for a bug. */
export function userErrorOf(cause: unknown): UserErrorDetails | null {
  if (cause instanceof UserError) return cause.toDetails();
  if (cause instanceof ZodError) {
    return { code: 'input-invalid', message: `The request is not valid. ${z.prettifyError(cause)}` };
  }
  return null;
}

const trpc = initTRPC.context<Workbench>().create({
  isDev: false, // Never a stack in an answer.
  errorFormatter: ({ shape, error }) => {
    const userError = userErrorOf(error.cause);
    const isBug = userError === null && error.code === 'INTERNAL_SERVER_ERROR';
    const message = isBug
      ? 'Something went wrong inside Boxwright. The terminal that runs the server shows the details.'
      : (userError?.message ?? shape.message);
    return { ...shape, message, data: { ...shape.data, userError } };
  },
});

export const createRouter = trpc.router;
export const procedure = trpc.procedure;
