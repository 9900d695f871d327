"""The screens as HTML, drawn from files and from what is being done: a page that is opened again loses nothing."""
