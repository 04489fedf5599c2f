// Calls that the in-memory client leaves to a server: end-to-end tests cover what asks them.
import type { Api } from '../../contract/api.ts';

const onlyByServer = (): never => {
  throw new Error('This call is answered by a server only');
};

export const ONLY_BY_SERVER = {
  'runs.import': onlyByServer,
  'runs.relocate': onlyByServer,
  'evaluation.judged': onlyByServer,
  'evaluation.report': onlyByServer,
  'evaluation.reportPage': onlyByServer,
  'evaluation.findThreshold': onlyByServer,
  'evaluation.parts': onlyByServer,
  'evaluation.brightness': onlyByServer,
  'evaluation.crops': onlyByServer,
  'evaluation.saveSettings': onlyByServer,
} satisfies Partial<Api>;
