/**
 * What is tried on this machine and on the nodes of a cluster alike, by POSIX sh, so that a node needs no Node: each prints
 * lines of a name, `=` and a value.
 */

/** `sh -c diskProbe sh DIR`: how a file can be published in the folder, as an attempt at a measurement does. */
export const diskProbe = String.raw`cd "$1" || exit 1
D=.renas-doctor-$(uname -n | tr -cd 'A-Za-z0-9-').$$
mkdir "$D" "$D/from" || exit 1
trap 'rm -rf "$D"' EXIT
printf 'x\n' > "$D/from/file" || exit 1
echo write=yes
E=$(ln "$D/from/file" "$D/linked" 2>&1) && [ -e "$D/linked" ] && echo link=yes || echo "link=$E"
if [ -e "$D/linked" ]; then ln "$D/from/file" "$D/linked" 2> /dev/null && echo again=link; fi
(set -C; printf '1\n' > "$D/owner") 2> /dev/null && echo exclusive=yes
(set -C; printf '2\n' > "$D/owner") 2> /dev/null && echo again=exclusive
cp "$D/from/file" "$D/copy" && mv -f "$D/copy" "$D/renamed" && cp "$D/from/file" "$D/copy" && mv -f "$D/copy" "$D/renamed" && [ -e "$D/renamed" ] && echo rename=yes
exit 0`;

/** `PYTHON -c pythonProbe`. */
export const pythonProbe = `import sys
print("python=%d.%d.%d" % sys.version_info[:3])
try:
    import numpy
    print("numpy=" + numpy.__version__)
except Exception as error:
    print("nonumpy=" + str(error).replace("\\n", " "))
try:
    import torch
    print("torch=" + torch.__version__)
    for i in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        print("gpu=" + torch.cuda.get_device_name(i))
except Exception as error:
    print("notorch=" + str(error).replace("\\n", " "))
`;

/** The values of each name, in their order. */
export type Answers = ReadonlyMap<string, readonly string[]>;

export function readAnswers(text: string): Answers {
  const answers = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^([a-z]+)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== undefined) answers.set(name, [...(answers.get(name) ?? []), value.trim()]);
  }
  return answers;
}
