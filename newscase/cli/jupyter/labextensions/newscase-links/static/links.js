// A link to a word of the glossary opens the glossary there, and starts no kernel: nothing in it runs.
const plugin = {
  id: 'newscase-links:plugin',
  autoStart: true,
  activate: app => {
    const registry = app.docRegistry, preferred = registry.getKernelPreference;
    registry.getKernelPreference = (path, ...more) => {
      const preference = preferred.call(registry, path, ...more);
      return /(^|\/)glossary\.ipynb$/.test(path) ? {...preference, shouldStart: false} : preference;
    };
    // JupyterLab 4 looks for the heading that a link names before it has drawn the notebook, does not find
    // it, and stays at the top.  This looks again until the heading is there.
    app.commands.commandExecuted.connect(async (_, {id, args, result}) => {
      if (id !== 'rendermime:handle-local-link' || !args.id) return;
      await result;
      const name = CSS.escape(decodeURIComponent(args.id.slice(1)));
      for (let tries = 0, found = 0; tries < 100 && found < 3; tries++) {
        await new Promise(resolve => setTimeout(resolve, 100));
        const {context, node} = app.shell.currentWidget ?? {};
        const heading = context?.path === args.path && node.querySelector(`[data-jupyter-id="${name}"]`);
        if (!heading) continue;
        // What is drawn above it later may push it down, so it is shown three times.
        heading.scrollIntoView();
        found++;
      }
    });
  },
};
// The form in which JupyterLab loads what webpack has packed.
(window._JUPYTERLAB ??= {})['newscase-links'] = {init: () => {}, get: async () => () => plugin};
