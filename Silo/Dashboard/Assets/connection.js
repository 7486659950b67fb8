// A lost connection is tried again until it is back; a silo that has forgotten the page is asked for it anew.
Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 1000000, retryIntervalMilliseconds: 1000 } } });
const notice = document.getElementById('components-reconnect-modal');
new MutationObserver(() => {
    if (/rejected|failed/.test(notice.className)) setTimeout(() => location.reload(), 1000);
}).observe(notice, { attributes: true, attributeFilter: ['class'] });
