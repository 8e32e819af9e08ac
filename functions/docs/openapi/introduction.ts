/** What the document says before its operations, in CommonMark. */
export const DESCRIPTION = `A court restricts named people and organizations from certain high consumption. Whoever sells such consumption asks
this service before the sale, and gets one of four decisions for each person: \`allow\`, \`deny\`, \`verify-identity\`, \`undetermined\`.

**First check.** Obtain a token with the client credentials grant, then \`POST /v1/checks\` with the purchase and the documents of
everyone it is for. Show a denied person the \`customerNotice\` and the redress reference, and nothing else: an operator learns the
decision, not the reason.

**Conventions.** Bodies are JSON in UTF-8, at most 256 KiB. Unknown fields are refused. Times are RFC 3339 with an offset; answers give them
in Asia/Shanghai. Texts for people are in English and Chinese. Amounts are whole fen.

**Problems** have the form of RFC 9457 (\`application/problem+json\`). Switch on \`type\`, read \`detail\` to find out what to do, and state
\`instance\` when you report a fault. What is wrong with fields is listed in \`errors\`, with JSON Pointers. No answer ever repeats the number
of a document or a name. A method that a path does not have is answered with 405 and \`Allow\`, a path that there is not with 404.
What a gateway in front of the service refuses by itself has the type \`about:blank\`.

**Limits.** Each client has a rate and a burst. Over them the answer is 429 with \`Retry-After\`.

**Asking again.** Checks and reports of outcomes are safe to repeat as they are. Other POSTs with a token take an \`Idempotency-Key\`: the same request under the same key is answered as it
was the first time, for a day. After 503 ask again after \`Retry-After\`.

**Notices.** When a denial no longer holds, the operators that denied are told by a signed webhook (Standard Webhooks) and can poll.

People and numbers in the examples are made up; the area code 999999 belongs to no place.`;
