// A profile of a few steps: complete, plausible, and gone without a trace afterwards.
import { afterEach, expect, it } from 'vitest';
import { describeBackends, TRAINING_BACKENDS } from './testing/backends.ts';
import { drawPicture, PICTURE_OBJECTS, tinyNetwork, tinyRecipe } from './testing/tiny-detector.ts';
import { PixelInput } from './pixels.ts';
import { KernelProfile } from './profile.ts';
import { buildTargets } from './targets.ts';
import { tf } from './tf.ts';
import { Trainer } from './train/trainer.ts';

const STEPS = 2;

describeBackends('KernelProfile', TRAINING_BACKENDS, (backend) => {
  let profile: KernelProfile | null = null;
  afterEach(() => profile?.dispose());

  it('adds up every operation and layer of the steps within `during`, and puts the kernels back', async () => {
    const recipe = tinyRecipe({ network: { widthMultiple: 0.125 } });
    const network = tinyNetwork(recipe);
    const before = tf.getKernelsForBackend(backend);
    profile = new KernelProfile();
    const trainer = new Trainer(network, recipe, STEPS + 1);
    const targets = buildTargets([PICTURE_OBJECTS], trainer.priors, recipe.loss);
    const pixels = new PixelInput(network.input, recipe.input).tensor([drawPicture()]);
    const step = () => trainer.trainStep(pixels, targets);
    await step(); // outside: not counted
    for (let i = 0; i < STEPS; i++) await profile.during(step);
    const report = profile.report(network);
    profile.dispose();
    trainer.dispose();
    pixels.dispose();

    expect(report.steps).toBe(STEPS);
    const inside = report.operations.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(inside).toBeGreaterThan(0);
    expect(inside).toBeLessThanOrEqual(report.seconds);
    const convolutions = network.layers.flatMap(({ kind }, layer) =>
      kind === 'convolutional' ? [layer] : [],
    );
    expect(report.layers.map(({ layer }) => layer)).toEqual(convolutions);
    expect(
      report.layers.every(({ forward, backward, flops }) => forward > 0 && backward > 0 && flops > 0),
    ).toBe(true);
    expect(report.layers[0]!.label).toBe('3x3/2, 3 to 8 channels, 32x32');
    const calls = (name: string) => report.operations.find((operation) => operation.name === name)!.calls;
    expect(calls('BoxwrightConvolution')).toBe(STEPS * convolutions.length);
    // The first layer's input gradient is never asked for.
    expect(calls('BoxwrightConvolutionInputGradient')).toBe(STEPS * (convolutions.length - 1));
    const after = new Map(tf.getKernelsForBackend(backend).map((kernel) => [kernel.kernelName, kernel]));
    expect(before.every((kernel) => after.get(kernel.kernelName) === kernel)).toBe(true);
  });
});
