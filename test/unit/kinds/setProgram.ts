// The command line with one more kind of space, as a program that has it would be built.
import './setKind';
import '../../../src/cli/main';
