// Loaded before the code of the processes that tests start. For undici's HTTP parser, which is WebAssembly, V8 takes 70 ms
// of CPU to optimise it, beside the code: a fifth of a run of one batch, and there are four hundred such processes. Here
// it stays as the baseline compiler makes it.
import { setFlagsFromString } from 'node:v8';

/** Of V8: some bytes of a function are run before it is optimised. */
const USUAL_BUDGET = 13_000_000;
const ENDLESS_BUDGET = 2_000_000_000;

const setBudget = (budget) => setFlagsFromString(`--wasm-tiering-budget=${budget}`);

// The budget is read when a module is made. With other flags than at the start Node's code caches would be refused.
WebAssembly.Module = class extends WebAssembly.Module {
  constructor(...given) {
    setBudget(ENDLESS_BUDGET);
    try {
      super(...given);
    } finally {
      setBudget(USUAL_BUDGET);
    }
  }
};
