org.duress.consumer.ConsumerProject.pasted(readme as File, basedir)
return true
