window.YTD.note_tweet.part0 = [
  {
    "noteTweet": {
      "noteTweetId": "1500000000000000091",
      "updatedAt": "2022-03-06T12:34:56.000Z",
      "lifecycle": {
        "value": "Active"
      },
      "createdAt": "2022-03-06T12:34:56.000Z",
      "core": {
        "styletags": [],
        "urls": [],
        "text": "I have kept a list of every boat that has passed this window since the clocks were changed, and it is shorter than the list of those that I missed while I wrote it.",
        "mentions": [],
        "cashtags": [],
        "hashtags": []
      }
    }
  }
]