window.YTD.like.part0 = [
  {
    "like": {
      "tweetId": "1400000000000000001",
      "fullText": "Somebody else's fine words about their own long day by the sea.",
      "expandedUrl": "https://x.example/1"
    }
  },
  {
    "like": {
      "tweetId": "1500000000000000100",
      "fullText": "Does anybody know who paints the buoys &amp; when?",
      "expandedUrl": "https://x.example/2"
    }
  }
]