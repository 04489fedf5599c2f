// Which settings a split's curves and AP depend on: a report costs more than a count, and is not taken again for nothing.
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { dependsOnWeakCandidates, GREEDY } from '../../core/nms/rule.ts';
import { sameSettings } from './settings-route.ts';

/**
 * The settings that a report is taken at. Its curves and AP know no score threshold, unless the threshold decides what takes part
 * in suppression; what is counted at it comes from the judged table. @param stored where the threshold stays
 */
export function reportSettings(settings: OperatingSettings, stored: OperatingSettings): OperatingSettings {
  if (dependsOnWeakCandidates(settings.suppression ?? GREEDY)) return settings;
  return { ...settings, scoreThreshold: stored.scoreThreshold };
}

/** Whether a report taken at the first has the curves and AP of the second. */
export function sameReport(taken: OperatingSettings, wanted: OperatingSettings): boolean {
  return sameSettings(taken, reportSettings(wanted, taken));
}
