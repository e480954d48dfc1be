console.info('postbag')
