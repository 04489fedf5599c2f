// Answers about a split: the newest question counts, what is known is not asked again, a failure keeps what was there.
import { expect, it, test } from 'vitest';
import { GREEDY } from '../../core/nms/rule.ts';
import { UserError } from '../../core/user-error.ts';
import { reportSettings, sameReport } from './report-settings.ts';
import { SplitAnswer } from './split-answer.svelte.ts';

const settings = { scoreThreshold: 0.4, nmsIouThreshold: 0.45, matchIouThreshold: 0.5, maxDetections: 300 };
const at = (nmsIouThreshold: number) => ({
  runId: 'a',
  split: 'test',
  settings: { ...settings, nmsIouThreshold },
  marks: [],
});

/** Answers with the NMS threshold it was asked at, when it is told to. */
function questions() {
  const asked: {
    readonly nms: number;
    readonly withMarks: boolean;
    readonly answer: (error?: Error) => void;
  }[] = [];
  const answers = new SplitAnswer<number>(
    ({ settings: { nmsIouThreshold: nms }, withMarks }) =>
      new Promise((resolve, reject) => {
        asked.push({ nms, withMarks, answer: (error) => (error ? reject(error) : resolve(nms)) });
      }),
  );
  return { asked, answers };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test('of several questions the first and the last are asked, and only the last answer is shown', async () => {
  const { asked, answers } = questions();
  for (const nms of [0.1, 0.2, 0.3]) void answers.show(at(nms));
  asked[0]!.answer();
  await settled();
  expect([answers.value, answers.pending]).toEqual([null, true]);
  expect(asked.map(({ nms }) => nms)).toEqual([0.1, 0.3]);
  asked[1]!.answer();
  await settled();
  expect([answers.value, answers.pending]).toEqual([0.3, false]);
  void answers.show(at(0.3));
  expect(asked).toHaveLength(2);
});

test('a failure is told, and what was shown stays; forgotten answers do not come back', async () => {
  const { asked, answers } = questions();
  void answers.show(at(0.1));
  asked[0]!.answer();
  await settled();
  void answers.show(at(0.2));
  asked[1]!.answer(new UserError({ code: 'gone', message: 'The run is gone.' }));
  await settled();
  expect([answers.value, answers.error?.code]).toEqual([0.1, 'gone']);
  void answers.show(at(0.3));
  answers.forget();
  asked[2]!.answer();
  await settled();
  expect([answers.value, answers.error, answers.pending]).toEqual([null, null, false]);
});

test('marks are asked for by their presence, and anew when they change', async () => {
  const { asked, answers } = questions();
  const mark = { markId: '1', imageId: 'a.jpg', kind: 'ignore' } as never;
  void answers.show({ ...at(0.1), marks: [mark] });
  asked[0]!.answer();
  await settled();
  void answers.show(at(0.1));
  expect(asked.map(({ withMarks }) => withMarks)).toEqual([true, false]);
});

it('a report is not taken again for a score threshold that it does not depend on', () => {
  const moved = { ...settings, scoreThreshold: 0.7 };
  expect(reportSettings(moved, settings)).toEqual(settings);
  expect(sameReport(settings, moved)).toBe(true);
  expect(sameReport(settings, { ...moved, nmsIouThreshold: 0.6 })).toBe(false);
  // Boxes fusion takes weak candidates in.
  const fused = { ...moved, suppression: { ...GREEDY, method: 'fusion' as const } };
  expect(reportSettings(fused, settings)).toBe(fused);
  expect(sameReport({ ...fused, scoreThreshold: 0.4 }, fused)).toBe(false);
});
