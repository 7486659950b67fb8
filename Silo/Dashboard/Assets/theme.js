// The theme, before anything is drawn: the one chosen before, or the system's as long as none is chosen.
const dark = matchMedia('(prefers-color-scheme: dark)');
const show = () => {
    document.documentElement.dataset.theme = localStorage.getItem('theme') ?? (dark.matches ? 'dark' : 'light');
};
show();
dark.addEventListener('change', show);
document.addEventListener('click', event => {
    if (event.target.id !== 'theme') return;
    localStorage.setItem('theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
    show();
});
