// redocly's recommended rules over an OpenAPI document; fails with any finding.
import { createConfig, lint } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended'],
  rules: {
    // Events of a stream are referred to by an extension, which it does not follow.
    'no-unused-components': 'off',
    'no-invalid-media-type-examples': 'error',
    'no-invalid-schema-examples': 'error',
    'operation-operationId': 'error',
    'operation-parameters-unique': 'error',
    'path-parameters-defined': 'error',
  },
});
const findings = await lint({ ref: process.argv[2], config });
for (const { severity, ruleId, message, location } of findings) {
  console.log(`${severity} ${ruleId}: ${location[0]?.pointer ?? ''}: ${message}`);
}
process.exit(findings.length > 0 ? 1 : 0);
