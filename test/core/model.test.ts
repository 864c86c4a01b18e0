import fc from 'fast-check';
import { test } from 'vitest';
import { compare, createReference, healed, type Reference } from './model/reference.ts';
import { createWorld, type World } from './model/world.ts';

type Happening = fc.AsyncCommand<Reference, World>;

/** Something that happens to a job; afterwards everything that a reader may rely on must hold. */
function happening(
  name: string,
  happen: (world: World, reference: Reference) => Promise<unknown>,
  canHappen: (reference: Reference) => boolean = () => true,
): Happening {
  return {
    check: canHappen,
    async run(reference, world) {
      await happen(world, reference);
      await compare(reference, world);
    },
    toString: () => name,
  };
}

const anyOf = (name: string, happen: (world: World, choice: number) => Promise<unknown>) =>
  fc.nat(7).map((choice) => happening(`${name} ${choice}`, (world) => happen(world, choice)));
const always = (one: Happening) => fc.constant(one);
const isOpen = ({ end }: Reference) => end === null;

/** Steps are by far the most likely, so that runs get somewhere between the faults. */
const happenings = [
  ...Array(8).fill(anyOf('step', (world, choice) => world.step(choice))),
  anyOf('step, repeated by the client', (world, choice) => world.stepTwice(choice)),
  anyOf('the last event but n is delivered', (world, choice) => world.deliver(choice)),
  anyOf('the last event is delivered', (world) => world.deliver(0)),
  always(happening('somebody starts a run', (world) => world.startByHand())),
  anyOf('a run is killed', (world, choice) => world.crash(choice)),
  anyOf('a run is killed, its request under way', (world, choice) => world.crashUnheard(choice)),
  anyOf('a lost request lands', (world, choice) => world.landLate(choice)),
  anyOf('a run is told to leave', (world, choice) => world.tellToLeave(choice)),
  always(happening('three seconds pass', (world) => world.pass(3_000))),
  always(happening('a lane is silent for long', (world) => world.pass(21_000))),
  always(happening('leases run out', (world) => world.pass(301_000))),
  always(happening('two watchdogs look', (world) => world.watch())),
  always(
    happening(
      'pause',
      async (world, reference) => {
        await world.pause();
        reference.paused = true;
      },
      isOpen,
    ),
  ),
  always(
    happening(
      'resume',
      async (world, reference) => {
        await world.resume();
        reference.paused = false;
      },
      isOpen,
    ),
  ),
];
const byHand = happening(
  'somebody continues it',
  async (world, reference) => {
    await world.continue();
    reference.paused = false;
  },
  isOpen,
);
const withContinue = [...happenings, always(byHand)];
const withCancel = [...happenings, always(happening('cancel', (world) => world.cancel()))];

/** In the end one run at a time, or two side by side in this rhythm. */
const turns = fc.oneof(
  fc.constant<number[]>([]),
  fc.array(fc.nat(1), { minLength: 1, maxLength: 40, size: 'max' }),
);

test.each([
  ['and it comes to its end', happenings, 1, 50],
  ['with one batch a run', withContinue, 1, 15, 1],
  ['also if somebody cancels it', withCancel, 1, 20],
  ['with two lanes', withContinue, 2, 15],
  ['with three lanes', withContinue, 3, 15],
  ['with four lanes', [...withContinue, always(happening('cancel', (world) => world.cancel()))], 4, 15],
])(
  'whatever happens to its runs, in whatever order, a job stays true to itself, %s',
  // The longest takes 6 s alone, and took 39 s on a machine of two cores with sixteen processes at work.
  { timeout: 120_000 },
  async (_, arbitraries, lanes, numRuns, maxBatches = 2) => {
    const sequences = fc.commands(arbitraries, { maxCommands: 120, size: 'max' });
    const property = fc.asyncProperty(sequences, turns, async (commands, turns) => {
      const reference = createReference();
      const world = await createWorld(lanes, maxBatches);
      await fc.asyncModelRun(() => ({ model: reference, real: world }), commands);
      await healed(reference, world, turns);
    });
    await fc.assert(property, { numRuns });
  },
);
