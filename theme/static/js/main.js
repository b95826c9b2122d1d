/* What scripts add to pages that work without them: one module a behaviour. */
import "./language.js";
import "./menu.js";
import "./dismiss.js";
import "./gallery.js";
import "./shelf.js";
import "./contents.js";
import "./offer.js";
import "./filters.js";
