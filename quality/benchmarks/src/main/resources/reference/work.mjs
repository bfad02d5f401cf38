// Measures one program: node work.mjs CHECKED WARM_MILLIS SAMPLE_MILLIS WORKLOAD ARGUMENT...
const [checked, warmMillis, sampleMillis, workload, ...rest] = process.argv.slice(2);
const LEAST = 3;

const program = await import(`./${workload}.mjs`);
const run = await program.start(...rest.map((word) => (isNaN(Number(word)) ? word : Number(word))));

let next = 0;
let checksum = 0n;
while (next < Number(checked)) {
  checksum = BigInt.asIntN(64, 31n * checksum + BigInt(await run(next++)));
}

// The time of the processor says more than the clock where others use the machine.
function usedMillis() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function runFor(millis) {
  const from = next;
  const end = usedMillis() + Number(millis);
  while (next < from + LEAST || usedMillis() < end) {
    await run(next++);
  }
  return next - from;
}

await runFor(warmMillis);
const before = process.cpuUsage();
const times = await runFor(sampleMillis);
const used = process.cpuUsage(before);
console.log(`measured ${(used.user + used.system) / times} 0 0 ${checksum}`);
process.exit(0);
