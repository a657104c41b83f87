// The files are those of README and docs/quick-start.md.
org.duress.consumer.ConsumerProject.pasted(readme as File, basedir)
return true
