/** `8 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 600) return join(Math.floor(s / 60), 'min', s % 60, 's');
  const minutes = Math.round(s / 60);
  if (minutes < 60) return `${minutes} min`;
  return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function join(a: number, unitA: string, b: number, unitB: string): string {
  return b === 0 ? `${a} ${unitA}` : `${a} ${unitA} ${b} ${unitB}`;
}

/** `now`, `4 min ago`, `2 h ago`, `3 days ago`, then the date. */
export function formatAgo(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  if (days < 7) return days === 1 ? 'yesterday' : `${days} days ago`;
  return new Date(then).toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
}

/** Rounded to what can be known: `less than 10 s`, `about 40 s`, `about 3 min`. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 10) return 'less than 10 s left';
  if (seconds < 55) return `about ${Math.round(seconds / 10) * 10} s left`;
  return `about ${formatDuration(Math.round(seconds / 60) * 60)} left`;
}
