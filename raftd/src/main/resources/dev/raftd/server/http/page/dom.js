// Making and changing elements.

const SVG = 'http://www.w3.org/2000/svg';

export function byId(id) {
    return document.getElementById(id);
}

/** An element with attributes and children; attributes that are null or false are left out, and class is an attribute like any other. */
export function el(name, attributes = {}, ...children) {
    return furnished(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
    return furnished(document.createElementNS(SVG, name), attributes, children);
}

function furnished(element, attributes, children) {
    for (const [key, value] of Object.entries(attributes)) {
        attribute(element, key, value);
    }
    element.append(...children.filter(child => child !== null));
    return element;
}

/** Sets or takes away an attribute, but only where that changes something: most of a frame is as it was. */
export function attribute(element, key, value) {
    if (value === null || value === false) {
        element.removeAttribute(key);
    } else if (element.getAttribute(key) !== String(value)) {
        element.setAttribute(key, value);
    }
}

export function text(element, value) {
    if (element.textContent !== String(value)) {
        element.textContent = value;
    }
}

/** Children by key: those that stay are kept, in the given order, so that focus and animations survive. */
export function reconcile(parent, keys, make) {
    const before = new Map([...parent.children].map(child => [child.dataset.key, child]));
    let place = parent.firstElementChild;
    for (const key of keys.map(String)) {
        let child = before.get(key);
        before.delete(key);
        if (!child) {
            child = make(key);
            child.dataset.key = key;
        }
        if (child === place) {
            place = place.nextElementSibling;
        } else {
            parent.insertBefore(child, place);
        }
    }
    before.forEach(gone => gone.remove());
}

/** Puts a row into a list, newest first, and takes out the oldest beyond a number: what members tell does not come in the order of time. */
export function insertByTime(list, row, at, kept) {
    row.dataset.at = at.getTime();
    const older = [...list.children].find(other => Number(other.dataset.at) <= at.getTime());
    list.insertBefore(row, older ?? null);
    while (list.children.length > kept) {
        list.lastElementChild.remove();
    }
}

export function clock(date) {
    const two = n => String(n).padStart(2, '0');
    return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
