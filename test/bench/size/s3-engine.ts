import { startEmbeddedS3 } from '../../support/embedded-s3.ts';

/* A process of its own for the embedded engine, so that it does not take time from what is measured. */

const engine = await startEmbeddedS3();
process.on('disconnect', () => process.exit());
process.send?.({ endpoint: engine.endpoint, bucket: engine.bucket.bucket });
