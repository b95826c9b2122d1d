// What the edge answers where the bucket has no object, and for previews: a Lambda@Edge function at the event origin-response.
//
// The 404 page of the address's locale with status 404, or with status 410 for an address that request.js knows to be
// given up. CloudFront itself has one error page for all, and its own functions do not run on errors.
// The page comes through the distribution, so it is nearly always cached. Whatever fails leaves the origin's answer.
// Lambda takes code that stands in a template for CommonJS.
const ADDRESS = /^(?:\/\.gone)?\/([a-z0-9-]+)\//;

exports.handler = async (event) => {
  const { config, request, response } = event.Records[0].cf;
  const robots = response.headers["x-amz-meta-robots"]; // of a preview; S3 keeps no header of that name
  if (robots) response.headers["x-robots-tag"] = [{ key: "X-Robots-Tag", value: robots[0].value }];
  if (response.status !== "404" || request.uri.endsWith("/404.html")) return response;
  const locale = ADDRESS.exec(request.uri)?.[1];
  for (const path of [...(locale ? [`/${locale}/404.html`] : []), "/404.html"]) {
    const page = await read(`https://${config.distributionDomainName}${path}`);
    if (page) return answer(response, request.uri.startsWith("/.gone/"), page);
  }
  return response;
};

async function read(address) {
  try {
    const page = await fetch(address, { signal: AbortSignal.timeout(2000) });
    return page.ok && { language: page.headers.get("content-language"), body: await page.text() };
  } catch {
    return null;
  }
}

function answer(response, gone, { language, body }) {
  const headers = {
    ...response.headers,
    "content-type": [{ key: "Content-Type", value: "text/html; charset=utf-8" }],
    "cache-control": [{ key: "Cache-Control", value: "public, max-age=10" }],
  };
  if (language) headers["content-language"] = [{ key: "Content-Language", value: language }];
  delete headers["content-length"];
  const [status, statusDescription] = gone ? ["410", "Gone"] : ["404", "Not Found"];
  return { ...response, status, statusDescription, headers, body, bodyEncoding: "text" };
}
