/**
 * For code nodes and tests: the words in which a call record, an event and a problem are written; index.d.ts has their types.
 * n8n itself loads the nodes and credentials that package.json lists under "n8n".
 */
const { callEventNames, callOutcomes, callStatuses, problemTypes } = require('./dist/vocabulary.js');

module.exports = { callEventNames, callOutcomes, callStatuses, problemTypes };
