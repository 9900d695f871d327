window.YTD.tweets.part1 = [
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1500000000000000095"
          ]
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "32"
      ],
      "favorite_count": "1",
      "id_str": "1500000000000000095",
      "truncated": false,
      "retweet_count": "0",
      "id": "1500000000000000095",
      "created_at": "Thu Mar 10 11:00:00 +0000 2022",
      "favorited": false,
      "full_text": "Fourth, a week later: still fog.",
      "lang": "en",
      "in_reply_to_status_id_str": "1500000000000000040",
      "in_reply_to_status_id": "1500000000000000040",
      "in_reply_to_user_id_str": "770077",
      "in_reply_to_user_id": "770077",
      "in_reply_to_screen_name": "danaholm"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "name": "Ines Holt",
            "screen_name": "inesholt",
            "indices": [
              "0",
              "9"
            ],
            "id_str": "880088",
            "id": "880088"
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "10",
        "51"
      ],
      "id_str": "1500000000000000110",
      "id": "1500000000000000110",
      "created_at": "Tue Mar 08 10:00:00 +0000 2022",
      "full_text": "@inesholt The keeper's sister, every second spring.",
      "lang": "en",
      "in_reply_to_status_id_str": "1500000000000000100",
      "in_reply_to_user_id_str": "880088",
      "in_reply_to_screen_name": "inesholt"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "10",
        "37"
      ],
      "id_str": "1500000000000000111",
      "id": "1500000000000000111",
      "created_at": "Tue Mar 08 10:01:00 +0000 2022",
      "full_text": "@danaholm And in red, which is wrong.",
      "lang": "en",
      "in_reply_to_status_id_str": "1500000000000000110",
      "in_reply_to_user_id_str": "770077",
      "in_reply_to_screen_name": "danaholm"
    }
  }
]