"""What search engines and feed readers get: structured data, sitemaps, robots.txt and Atom feeds."""
