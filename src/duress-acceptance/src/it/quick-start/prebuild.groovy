// The files are README's own.
org.duress.consumer.ConsumerProject.pasted(readme as File, basedir)
return true
