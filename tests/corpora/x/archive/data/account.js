window.YTD.account.part0 = [
  {
    "account": {
      "email": "dana@mail.example",
      "createdVia": "web",
      "username": "danaholm",
      "accountId": "770077",
      "createdAt": "2015-05-05T05:05:05.000Z",
      "accountDisplayName": "Dana Holm"
    }
  }
]