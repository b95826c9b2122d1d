"""`vitrina deploy`: the output folder -> a bucket or a folder, and the CDN before it."""
