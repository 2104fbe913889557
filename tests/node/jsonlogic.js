// Reads lines of {"rule": ..., "data": ...}; prints the reference implementation's verdict per line as JSON.
const jsonLogic = require("json-logic-js");
const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean);

// Our operators, said in terms of the data that the test prepares: rows as arrays, dates as texts.
jsonLogic.add_operation("answered", (value) => value !== undefined);
jsonLogic.add_operation("sum", (values) => values.reduce((total, value) => total + value, 0));
jsonLogic.add_operation("count", (truths) => truths.filter(Boolean).length);

for (const line of lines) {
  const { rule, data } = JSON.parse(line);
  const verdict = jsonLogic.apply(rule, data);
  console.log(JSON.stringify(verdict === undefined ? null : verdict));
}
