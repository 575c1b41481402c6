/** Waits until it holds; fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Not within ${seconds} s: ${holds}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
