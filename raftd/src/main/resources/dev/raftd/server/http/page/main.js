// Puts the parts together: streams feed the model, the model tells the views, and those draw at most once a screen refresh.

import {Cards, Picture} from './cluster.js';
import {drawNotices, drawSummary, Events} from './events.js';
import {Journey} from './journey.js';
import {Logs} from './logs.js';
import {Messages} from './messages.js';
import {Model} from './model.js';
import {connectSettings} from './settings.js';
import {Streams} from './streams.js';

const model = new Model();
let drawing = 0;

function draw() {
    drawing = 0;
    picture.draw(model);
    cards.draw(model);
    logs.draw(model);
    drawSummary(model);
    drawNotices(model);
}

function changed() {
    drawing ||= requestAnimationFrame(draw);
}

const picture = new Picture(changed);
const cards = new Cards();
const events = new Events();
const messages = new Messages(model, picture);
const logs = new Logs(draw, index => journey.show(index));
const journey = new Journey(index => logs.select(index));

connectSettings(paused => model.freeze(paused));
model.addEventListener('change', changed);
model.addEventListener('frame', ({detail}) => messages.frame(detail));
model.addEventListener('happened', ({detail}) => events.add(detail));
new Streams(model).start();
