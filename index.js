// n8n loads the nodes and credentials that package.json lists under "n8n"; this file only gives the package an entry.
