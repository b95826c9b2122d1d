// What the edge does with a request before it asks the cache: a CloudFront Function, runtime cloudfront-js-2.0.
//
// In:  the address that the visitor asked for, and the key-value store that the deploy fills:
//      "/old/"   -> "/new/" for an address that moved, "gone" for one that was given up; keys are whole addresses
//      "locales" -> the first parts of the locales' addresses: "fr es en"
// Out: a redirect, or the request for the object that holds the page.
//
// The runtime speaks ES 5.1 and little more: no destructuring, no optional chaining, no await inside an expression.
// `scripts/deploy/edge.py` decides the same for the shop on this machine; tests hold the two equal.
import cf from 'cloudfront';

const store = cf.kvs();
const YEAR = 31536000;

async function handler(event) {
    const request = event.request;
    const path = canonical(request.uri);
    if (path === '') {
        return { statusCode: 400, statusDescription: 'Bad Request' };
    }
    if (path === '/') {
        return home(request);
    }
    const rule = await find(path);
    if (rule === 'gone') {
        request.uri = '/.gone' + path; // nothing is there: missing.js answers with status 410
        return request;
    }
    if (rule !== '') {
        return moved(301, rule + query(request.querystring), 'public, max-age=3600');
    }
    if (path !== request.uri) {
        return moved(301, path + query(request.querystring), 'public, max-age=3600');
    }
    request.uri = path.endsWith('/') ? path + 'index.html' : path;
    return request;
}

// The one spelling of a path: a page ends in a slash and does not name its index.html; doubled slashes and needless
// percent signs are gone. Files are what has an ending, and what others look for below /.well-known/ (RFC 8615).
// Empty where the percent signs make no sense.
function canonical(uri) {
    const parts = [];
    try {
        uri.split('/').forEach((part) => {
            if (part !== '') {
                parts.push(encodeURIComponent(decodeURIComponent(part)));
            }
        });
    } catch (error) {
        return '';
    }
    const last = parts.length > 0 ? parts[parts.length - 1] : '';
    if (last === 'index.html') {
        parts.pop();
    }
    const path = '/' + parts.join('/');
    const isNamed = last.indexOf('.') > 0 || parts[0] === '.well-known';
    const isFile = isNamed && last !== 'index.html' && !uri.endsWith('/');
    return isFile || path === '/' ? path : path + '/';
}

// At the root the visitor chooses a language. Nobody is sent away by the language of a browser or by a country: only by
// the choice made before (the cookie `lang`), or by a link that says so (`/?lang=fr`), which is remembered.
async function home(request) {
    const asked = request.querystring.lang;
    const remembered = request.cookies.lang;
    const choice = asked ? values(asked)[0] : remembered ? remembered.value : '';
    const locales = await find('locales');
    if (choice === '' || locales.split(' ').indexOf(choice) < 0) {
        request.uri = '/index.html';
        return request;
    }
    const response = moved(302, '/' + choice + '/', 'no-store');
    if (asked) {
        const attributes = 'Path=/; Max-Age=' + YEAR + '; SameSite=Lax; Secure';
        response.cookies = { lang: { value: choice, attributes: attributes } };
    }
    return response;
}

async function find(key) {
    try {
        const value = await store.get(key);
        return value;
    } catch (error) {
        return ''; // the store has no such key
    }
}

function moved(status, location, cache) {
    return {
        statusCode: status,
        statusDescription: status === 301 ? 'Moved Permanently' : 'Found',
        headers: { location: { value: location }, 'cache-control': { value: cache } },
    };
}

function query(querystring) {
    const parts = [];
    Object.keys(querystring).forEach((name) => {
        values(querystring[name]).forEach((value) => {
            parts.push(value === '' ? name : name + '=' + value);
        });
    });
    return parts.length > 0 ? '?' + parts.join('&') : '';
}

// All values of a name of the query, in their order.
function values(one) {
    return (one.multiValue || [one]).map((each) => each.value);
}
