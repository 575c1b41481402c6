/// <reference types="tree-sitter-cli/dsl" />
// The grammar of docs/language.md for editors that colour by tree-sitter. Line breaks count as spaces here: of a valid
// text the tree is the same, since no statement begins with what could go on the one before it.

const sepBy1 = (separator, rule) => seq(rule, repeat(seq(separator, rule)));
const sepBy = (separator, rule) => optional(sepBy1(separator, rule));
const block = (...statements) => seq('{', repeat(choice(...statements, ';')), '}');

module.exports = grammar({
  name: 'cell',
  extras: $ => [/\s/, $.doc_comment, $.line_comment, $.block_comment],
  word: $ => $.name,
  // A comma behind a string goes on with the aliases, or with the arguments that they stand in.
  conflicts: $ => [[$.aliases]],
  supertypes: $ => [$._declaration, $._value],

  rules: {
    source_file: $ => repeat(choice($._declaration, ';')),
    _declaration: $ => choice($.use, $.cell, $.space, $.operation),

    use: $ => seq('use', field('space', $.name)),

    cell: $ =>
      seq(
        'cell',
        field('name', $.name),
        optional(seq(':', field('space', $.name))),
        choice(field('body', $.cell_block), seq('=', field('spelling', $.string))),
      ),
    cell_block: $ => block($.binding, $.measured),
    binding: $ => seq(field('name', $._bound), '=', field('value', choice($._formula, $.list))),
    // A vertex may be called what begins another statement.
    _bound: $ => choice($.name, $.member, alias('measured', $.name)),
    list: $ => seq('[', sepBy(',', $.item), ']'),
    item: $ =>
      seq(
        field('operation', $.name),
        optional(seq('(', sepBy(',', $.argument), ')')),
        optional(seq('*', field('times', $.number))),
      ),
    measured: $ =>
      seq(
        'measured',
        field('metric', choice($.metric_name, $.string)),
        '=',
        field('value', $.number),
        optional('%'),
        optional(seq('±', field('deviation', $.number), optional('%'))),
        optional(seq('(', sepBy(',', $.argument), ')')),
      ),
    metric_name: $ => sepBy1(choice('.', '-'), $.name),

    space: $ =>
      seq(
        'space',
        field('name', $.name),
        field(
          'body',
          alias(
            block($.operations, $.skeleton, $.network, $.training, $.choose, $.where, $.property),
            $.space_block,
          ),
        ),
      ),
    operations: $ =>
      seq(
        'operations',
        'on',
        field('place', choice('vertices', 'edges', 'layers', $.name)),
        optional(field('group', $.name)),
        field('body', alias(block($.operation_entry), $.operations_block)),
      ),
    operation_entry: $ =>
      choice(
        seq(field('name', $.name), repeat($.aliases)),
        seq(field('name', $.name), '=', field('value', $._formula)),
      ),
    aliases: $ => seq('aka', sepBy1(',', $.string)),
    skeleton: $ => seq('skeleton', field('body', alias(block($.property), $.skeleton_block))),
    property: $ => seq(field('name', $.name), choice('=', '<='), field('value', $._formula)),
    choose: $ => seq('choose', field('name', $.name), '=', field('value', $._formula)),
    where: $ => seq('where', $._formula, repeat1(seq(choice('<', '<=', '>', '>=', '='), $._formula))),
    training: $ => seq('training', field('body', alias(block($.property, $.choose), $.training_block))),
    network: $ => seq('network', field('body', $.network_block)),
    network_block: $ => block($.binding),

    operation: $ =>
      seq(
        'operation',
        field('name', $.name),
        '(',
        sepBy(',', $.parameter),
        ')',
        choice(field('body', $.network_block), seq('=', field('value', $._formula))),
      ),
    parameter: $ => seq(field('name', $.name), optional(seq('=', field('default', $._formula)))),

    _formula: $ => choice($._option, $.alternatives),
    alternatives: $ => seq($._option, repeat1(seq('|', $._option))),
    _option: $ => choice($._value, $.range, $.named_option),
    named_option: $ => prec.right(seq($._value, repeat1($.aliases))),
    range: $ => prec.right(seq($._value, '..', $._value, optional(seq('by', $._value)))),
    _value: $ => choice($.binary, $.call, $.member, $.name, $.number, $.size, $.string, $.parenthesized),
    parenthesized: $ => seq('(', $._formula, ')'),
    binary: $ =>
      choice(
        prec.left(1, seq($._value, choice('+', '-'), $._value)),
        prec.left(2, seq($._value, choice('*', '/'), $._value)),
      ),
    call: $ => prec(3, seq(field('operation', $.name), '(', sepBy(',', choice($.argument, $._formula)), ')')),
    argument: $ => seq(field('name', $.name), ':', field('value', $._formula)),
    member: $ => seq(field('of', $.name), '.', field('name', $.name)),

    name: _ => /[\p{ID_Start}_]\p{ID_Continue}*(-\p{ID_Continue}+)*/u,
    number: _ => /-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?/,
    size: _ => token(prec(1, /\d+(x\d+)+/)),
    string: _ => /"[^"\r\n]*"/,
    doc_comment: _ => token(prec(1, /\/\/\/([^/\r\n][^\r\n]*)?/)),
    line_comment: _ => token(/\/\/[^\r\n]*/),
    block_comment: _ => token(/\/\*[^*]*\*+([^/*][^*]*\*+)*\//),
  },
});
