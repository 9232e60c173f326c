test = {
  endpoint   = "https://api.cmn.test.example.com/apis/bos"
  token_file = "/etc/bos/test.token"
}

production = {
  endpoint   = "https://api.cmn.production.example.com/apis/bos"
  token_file = "/etc/bos/production.token"
}
