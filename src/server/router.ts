// The contract's calls, implemented: src/contract/api.ts names them by the same dotted paths.
import { anchorsRouter } from './routers/anchors.ts';
import { datasetRouter } from './routers/dataset.ts';
import { evaluationRouter } from './routers/evaluation.ts';
import { marksRouter } from './routers/marks.ts';
import { runsRouter } from './routers/runs.ts';
import { systemRouter } from './routers/system.ts';
import { trainingRouter } from './routers/training.ts';
import { createRouter } from './trpc.ts';

export const appRouter = createRouter({
  system: systemRouter,
  dataset: datasetRouter,
  training: trainingRouter,
  anchors: anchorsRouter,
  runs: runsRouter,
  evaluation: evaluationRouter,
  marks: marksRouter,
});
export type AppRouter = typeof appRouter;
