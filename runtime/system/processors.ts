/** processors - how many processors the program is to see, where `-X cpu_count` or PYTHON_CPU_COUNT says. */
import { carriedContents } from "../snapshot/carried.js";

export const processors = { given: null as number | null };
carriedContents("processors", processors);
