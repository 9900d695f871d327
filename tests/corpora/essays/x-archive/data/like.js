window.YTD.like.part0 = [
  {
    "like": {
      "tweetId": "1400000000000000001",
      "fullText": "Somebody else's fine words about their own long day by the sea.",
      "expandedUrl": "https://x.example/1"
    }
  }
]